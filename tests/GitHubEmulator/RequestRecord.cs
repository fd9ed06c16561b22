namespace GitHubEmulator;

/// <summary>One request as GitHub saw it, without the credential it carried.</summary>
/// <param name="Status">0 while, or because, nothing was answered.</param>
/// <param name="BytesSent">Of the answer's body, so far: headers and chunk sizes do not count.</param>
/// <param name="TokenSha256">Of an installation token, sent as such or as a password: lower-case hexadecimal, as in <see cref="IssuedToken.Sha256"/>.</param>
public sealed record RequestRecord(
    DateTimeOffset At,
    Operation Operation,
    string Method,
    string PathAndQuery,
    int Status,
    long BytesSent,
    string Host,
    string? UserAgent,
    string? ApiVersion,
    CredentialKind Credential,
    string? TokenSha256,
    string? ContentType);
