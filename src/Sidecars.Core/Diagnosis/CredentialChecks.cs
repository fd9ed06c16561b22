using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Diagnosis;

/// <summary>The Secret's files, and whether the keys in it are any good.</summary>
internal sealed class CredentialChecks(Settings settings, DoctorReport report)
{
    private const string Mount = "Mount the Secret there so that this user can read it (defaultMode, fsGroup)";

    /// <summary>What can be used of them; null when there is nothing to prove with who we are.</summary>
    public AppCredentials? Run(GitHubHost? host)
    {
        CheckDirectory();
        var appId = Read("app-id", () => settings.Get(CommonSettings.AppId, AppId.Parse), "Give the number or the client ID that the App's settings page shows.");
        long? installation = null;
        if (Read("installation-id", () => settings.FindValue(CommonSettings.InstallationId, AppId.ParseInstallation)?.ToString() ?? "not given: looked up from the owner", "Correct it, or leave it out to have it looked up from the owner.") is { } id && long.TryParse(id, out var number))
        {
            installation = number;
        }

        var keys = ReadKeys();
        return appId is not null && keys.Count > 0 && host is not null ? new(appId, installation, keys, host) : null;
    }

    private void CheckDirectory()
    {
        var directory = settings.Find(CommonSettings.CredentialsDirectory)!;
        report.Add(Directory.Exists(directory)
            ? Check.Ok("credentials", directory)
            : settings.Given(CommonSettings.PrivateKeyFile) is not null || AppCredentials.KeyIsInEnvironment(settings)
                ? Check.Ok("credentials", $"no directory {directory}; the key comes from elsewhere")
                : Check.Failed("credentials", ExitCode.Configuration, $"there is no directory {directory}", $"{Mount}, or name it with {CommonSettings.CredentialsDirectory.Names}."));
    }

    private List<AppPrivateKey> ReadKeys()
    {
        if (AppCredentials.KeyIsInEnvironment(settings))
        {
            var variable = CheckKey("private-key", AppCredentials.KeyVariable, settings.Variable(AppCredentials.KeyVariable)!);
            report.Add(Check.Warning("private-key", $"comes from {AppCredentials.KeyVariable}, where more can read it than in a file", "Mount it as a file."));
            return variable is null ? [] : [variable];
        }

        var keys = new List<AppPrivateKey>();
        foreach (var (path, isNext) in AppCredentials.KeyFiles(settings).Select((path, index) => (path, index > 0)))
        {
            var name = isNext ? "private-key-next" : "private-key";
            try
            {
                if (SecretFile.Find(path) is { } text)
                {
                    keys.AddRange(CheckKey(name, path, text) is { } key ? [key] : []);
                }
                else if (!isNext)
                {
                    report.Add(Check.Failed(name, ExitCode.Configuration, $"there is no file {path}", $"{Mount}, or name the file with {CommonSettings.PrivateKeyFile.Names}."));
                }
            }
            catch (SidecarException e)
            {
                report.Add(OfFile(name, e, $"{Mount}."));
            }
        }

        return keys;
    }

    private AppPrivateKey? CheckKey(string name, string source, string text)
    {
        try
        {
            var key = AppPrivateKey.Read(text, source);
            report.Add(Check.Ok(name, $"{FormOf(text)}, {key.Fingerprint}"));
            return key;
        }
        catch (SidecarException e)
        {
            report.Add(Check.Failed(name, e));
            return null;
        }
    }

    /// <summary>How it is written, never what.</summary>
    private static string FormOf(string text)
    {
        var repaired = PrivateKeyText.Repair(text);
        var form = repaired.Contains("BEGIN RSA PRIVATE KEY", StringComparison.Ordinal) ? "RSA key as GitHub gives it (PKCS#1)"
            : repaired.Contains("BEGIN PRIVATE KEY", StringComparison.Ordinal) ? "RSA key (PKCS#8)" : "RSA key in bare base64";
        return text.Contains("-----BEGIN", StringComparison.Ordinal) && !text.Contains("\\n", StringComparison.Ordinal) ? form : $"{form}, unwrapped";
    }

    private string? Read(string name, Func<string> read, string fix)
    {
        try
        {
            var value = read();
            report.Add(Check.Ok(name, value));
            return value;
        }
        catch (SidecarException e)
        {
            report.Add(OfFile(name, e, fix));
            return null;
        }
    }

    /// <summary>What cannot be read, whatever it is, lacks rights; the failure's own sentence ends with that.</summary>
    private static Check OfFile(string name, SidecarException failure, string fix)
        => failure.Message.Split(SecretFile.Unreadable, 2) is [var path, var rest]
            ? Check.Failed(name, failure.ExitCode, $"{path}{SecretFile.Unreadable}{rest.Split("): ")[0]})", $"{Mount}.")
            : Check.Failed(name, failure.ExitCode, failure.Message.TrimEnd('.'), fix);
}
