using Sidecars.Publishing;

namespace Sidecars.Cli;

/// <summary>The settings that more than one program takes.</summary>
public static class CommonSettings
{
    public static readonly Setting AppId = new("--app-id", "GITHUB_APP_ID", "The App's ID, or its client ID", file: "app-id");

    public static readonly Setting InstallationId = new(
        "--installation-id", "GITHUB_INSTALLATION_ID", "The installation to mint for",
        file: "installation-id", fallbackText: "file installation-id, else looked up from the repositories' owner");

    public static readonly Setting PrivateKeyFile = new(
        "--private-key-file", "GITHUB_APP_PRIVATE_KEY_FILE", "File that holds the App's private key",
        fallbackText: "private-key in the credentials directory");

    public static readonly Setting CredentialsDirectory = new(
        "--credentials-dir", "GITHUB_APP_CREDENTIALS_DIR", "Directory with the files app-id, installation-id, private-key and api-url",
        "/var/run/secrets/github-app");

    public static readonly Setting ApiUrl = new(
        "--api-url", "GITHUB_API_URL", "GitHub's REST API; a file api-url beside the key wins over option and variable",
        file: "api-url", fallbackText: "https://api.github.com");

    public static readonly Setting ServerUrl = new(
        "--server-url", "GITHUB_SERVER_URL", "Where git finds repositories", fallbackText: "follows from the API URL");

    public static readonly Setting Repositories = new(
        "--repos", "WORKSPACE_REPOS", "Repositories, separated by white space or as a JSON array: owner/repo or its URL, optionally @ref and =directory; * for the whole installation, none for no token");

    public static readonly Setting Access = new(
        "--access", "GITHUB_ACCESS", "read (contents: read) or write (contents: write, and pull_requests: write where the installation has it)", "read");

    public static readonly Setting Permissions = new(
        "--permissions", "GITHUB_PERMISSIONS", "Permissions to ask for instead of --access, as in contents=read,issues=write", fallbackText: "from --access");

    public static readonly Setting OutputDirectory = new(
        "--output-dir", "GITHUB_TOKEN_DIR", "Directory of the published token, a tmpfs", "/var/run/github");

    public static readonly Setting StateDirectory = new(
        "--state-dir", "GITHUB_STATE_DIR", "Directory that outlives a restart, a tmpfs mounted in the token programs only; for one of them at a time", "/var/run/github-state",
        fallbackText: "/var/run/github-state, used when it exists");

    public static readonly Setting FileMode = new("--file-mode", "GITHUB_FILE_MODE", "Octal mode of the published files", "0600");

    public static readonly Setting Publish = new(
        "--publish", "GITHUB_PUBLISH", "What is published besides the tokens and token.json: netrc, gitconfig, gitconfig-no-shell, gh, env, or none", PublishOptions.DefaultKinds);

    public static readonly Setting CloneDirectory = new(
        "--dest", "GIT_DEST", "Where git-clone puts its clones: they are safe.directory in the published gitconfig", fallbackText: "/code, and /workspace/NAME for each repository");

    public static readonly Setting MintLimit = new(
        "--mint-limit", "GITHUB_MINT_LIMIT", "BURST/MINUTES: tokens minted at once for an owner, and minutes until each next one", "3/1");

    public static readonly Setting CaFile = new("--ca-file", "GITHUB_CA_FILE", "PEM file of certificate authorities to trust besides the system's");

    public static readonly Setting LogFormat = new("--log-format", "LOG_FORMAT", "json or text", "json");

    public static readonly Setting LogLevel = new("--log-level", "LOG_LEVEL", "trace, debug, information, warning, error or none", "information");

    /// <summary>What generate-initial-token and token-refresher both take.</summary>
    public static IReadOnlyList<Setting> OfTokenPrograms { get; } =
    [
        AppId, InstallationId, PrivateKeyFile, CredentialsDirectory, ApiUrl, ServerUrl, Repositories, Access, Permissions,
        OutputDirectory, StateDirectory, FileMode, Publish, CloneDirectory, MintLimit, CaFile,
    ];
}
