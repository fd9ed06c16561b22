namespace GitHubEmulator;

public enum TokenFormat
{
    /// <summary><c>ghs_</c> and 36 letters or digits, as GitHub Enterprise Server still mints them.</summary>
    Classic,

    /// <summary><c>ghs_APPID_header.payload.signature</c>, about 520 characters, as github.com mints them since October 2026.</summary>
    Stateless,
}
