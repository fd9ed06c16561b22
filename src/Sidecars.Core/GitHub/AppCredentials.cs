using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>Who we are to GitHub, as the files say at this moment.</summary>
/// <param name="InstallationId">Null when it is to be looked up.</param>
public sealed record AppCredentials(string AppId, long? InstallationId, AppPrivateKey Key, GitHubHost Host) : IDisposable
{
    private const string KeyVariable = "GITHUB_APP_PRIVATE_KEY_B64";

    /// <summary>Reads every file again: keys are rotated and installations moved while pods run.</summary>
    /// <exception cref="SidecarException">Something is missing or unusable.</exception>
    public static AppCredentials Read(Settings settings)
    {
        var host = ReadHost(settings);
        var appId = settings.Get(CommonSettings.AppId, GitHub.AppId.Parse);
        return new(appId, settings.FindValue(CommonSettings.InstallationId, GitHub.AppId.ParseInstallation), ReadKey(settings), host);
    }

    /// <summary>The file beside the key decides who receives what the key signs; option and variable only where it is silent.</summary>
    public static GitHubHost ReadHost(Settings settings)
    {
        var besideKeyFile = settings.Given(CommonSettings.PrivateKeyFile) is { } key
            ? SecretFile.Find(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(key))!, CommonSettings.ApiUrl.File!))
            : null;
        var api = (string.IsNullOrWhiteSpace(besideKeyFile) ? null : besideKeyFile) ?? settings.FromFile(CommonSettings.ApiUrl) ?? settings.Given(CommonSettings.ApiUrl) ?? "https://api.github.com";
        var host = Settings.Parsed(CommonSettings.ApiUrl.Names, api, GitHubHost.Parse);
        return settings.Find(CommonSettings.ServerUrl, GitHubHost.ParseUrl) is { } server ? host with { ServerUrl = server } : host;
    }

    /// <summary>True when the key stands in the environment, where more can read it than in a file.</summary>
    public static bool KeyIsInEnvironment(Settings settings)
        => settings.Given(CommonSettings.PrivateKeyFile) is null && settings.Variable(KeyVariable) is not null;

    public void Dispose() => Key.Dispose();

    private static AppPrivateKey ReadKey(Settings settings)
    {
        if (KeyIsInEnvironment(settings))
        {
            return AppPrivateKey.Read(settings.Variable(KeyVariable)!, KeyVariable);
        }

        var directory = settings.Find(CommonSettings.CredentialsDirectory)!;
        var path = settings.Given(CommonSettings.PrivateKeyFile) ?? Path.Combine(directory, "private-key");
        return SecretFile.Find(path) is { } text
            ? AppPrivateKey.Read(text, path)
            : throw new SidecarException(ExitCode.Configuration, $"There is no private key at {Redaction.Clean(path)}: mount the Secret there, or name the file with {CommonSettings.PrivateKeyFile.Names}.");
    }
}
