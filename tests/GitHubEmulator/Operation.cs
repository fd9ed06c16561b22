namespace GitHubEmulator;

/// <summary>What a request asks GitHub to do, as far as faults tell requests apart.</summary>
public enum Operation
{
    /// <summary>Every request, those of the other operations too.</summary>
    Any,

    /// <summary><c>POST /app/installations/ID/access_tokens</c></summary>
    Mint,

    /// <summary><c>DELETE /installation/token</c></summary>
    Revoke,

    /// <summary><c>GET /app</c></summary>
    App,

    /// <summary>Every call that answers with an installation, or with the list of them.</summary>
    InstallationLookup,

    /// <summary><c>GET /installation/repositories</c></summary>
    Repositories,

    /// <summary><c>GET /repos/OWNER/NAME</c></summary>
    Repository,

    /// <summary><c>GET /users/NAME</c></summary>
    User,

    /// <summary><c>GET /rate_limit</c></summary>
    RateLimit,

    /// <summary><c>GET /OWNER/NAME.git/info/refs</c>, the first request of clone, fetch and push alike.</summary>
    GitInfoRefs,

    GitUploadPack,

    GitReceivePack,

    /// <summary><c>POST /OWNER/NAME.git/info/lfs/objects/batch</c>, where Git LFS asks for links.</summary>
    LfsBatch,

    /// <summary>Such a link followed; it needs no credential.</summary>
    LfsDownload,

    LfsUpload,

    /// <summary>A request that is none of the above.</summary>
    Other,
}
