using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>Who we are to GitHub, as the files say at this moment.</summary>
/// <param name="InstallationId">Null when it is to be looked up.</param>
/// <param name="Keys">One, or two while keys are being changed: the one that GitHub takes is used.</param>
public sealed record AppCredentials(string AppId, long? InstallationId, IReadOnlyList<AppPrivateKey> Keys, GitHubHost Host) : IDisposable
{
    internal const string KeyVariable = "GITHUB_APP_PRIVATE_KEY_B64";

    /// <summary>Beside the key, with the one that takes its place.</summary>
    private const string NextKeyFile = "private-key-next";

    /// <summary>The keys' fingerprints as GitHub shows them, in the order in which the keys are tried.</summary>
    public string Fingerprints => string.Join(" and ", Keys.Select(key => key.Fingerprint));

    /// <summary>Reads every file again: keys are rotated and installations moved while pods run.</summary>
    /// <exception cref="SidecarException">Something is missing or unusable.</exception>
    public static AppCredentials Read(Settings settings)
    {
        var host = ReadHost(settings);
        var appId = settings.Get(CommonSettings.AppId, GitHub.AppId.Parse);
        return new(appId, settings.FindValue(CommonSettings.InstallationId, GitHub.AppId.ParseInstallation), ReadKeys(settings), host);
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

    /// <summary>Where keys are looked for, in the order in which they are tried.</summary>
    internal static IReadOnlyList<string> KeyFiles(Settings settings)
    {
        var path = settings.Given(CommonSettings.PrivateKeyFile) ?? Path.Combine(settings.Find(CommonSettings.CredentialsDirectory)!, "private-key");
        return [.. new[] { path, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, NextKeyFile) }.Distinct()];
    }

    public void Dispose() => Keys.ToList().ForEach(key => key.Dispose());

    private static List<AppPrivateKey> ReadKeys(Settings settings)
    {
        if (KeyIsInEnvironment(settings))
        {
            return [AppPrivateKey.Read(settings.Variable(KeyVariable)!, KeyVariable)];
        }

        var files = KeyFiles(settings);
        var keys = new List<AppPrivateKey>();
        SidecarException? reason = null;
        foreach (var candidate in files)
        {
            try
            {
                if (SecretFile.Find(candidate) is { } text)
                {
                    keys.Add(AppPrivateKey.Read(text, candidate));
                }
            }
            catch (SidecarException e)
            {
                // The other one may do: half of a change of keys is no reason to stop.
                reason ??= e;
            }
        }

        return keys.Count > 0
            ? keys
            : throw reason ?? new SidecarException(ExitCode.Configuration, $"There is no private key at {Redaction.Clean(files[0])}: mount the Secret there, or name the file with {CommonSettings.PrivateKeyFile.Names}.");
    }
}
