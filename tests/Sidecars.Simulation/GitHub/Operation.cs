namespace Sidecars.Simulation.GitHub;

/// <summary>What the programs ask GitHub for.</summary>
internal enum Operation
{
    FindInstallation,
    ShowApp,
    Mint,

    /// <summary>With a token: <c>/rate_limit</c>.</summary>
    ProveApi,

    /// <summary>With a token, on git's side.</summary>
    ProveGit,
    ShowBot,
    Revoke,
}

internal static class Operations
{
    /// <summary>Asked with the App's JWT, and not with a token.</summary>
    public static bool IsApps(this Operation operation) => operation is Operation.FindInstallation or Operation.ShowApp or Operation.Mint;
}
