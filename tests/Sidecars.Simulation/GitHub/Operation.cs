namespace Sidecars.Simulation.GitHub;

/// <summary>What the programs ask GitHub for.</summary>
internal enum Operation
{
    /// <summary>With the App's JWT, as the two that follow.</summary>
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
