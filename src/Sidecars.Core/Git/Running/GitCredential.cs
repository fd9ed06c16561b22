using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Git.Running;

/// <summary>Where git's user and password come from: a mounted basic-auth Secret, or the published token. Read again each time.</summary>
/// <param name="secretDirectory">Has the files username and password; null to use the token.</param>
/// <param name="tokenDirectory">Has the file token.</param>
public sealed class GitCredential(string? secretDirectory, string tokenDirectory, TimeProvider time)
{
    /// <summary>A refusal now may only mean that GitHub has not spread the token yet.</summary>
    public bool IsFresh
    {
        get
        {
            try
            {
                return secretDirectory is null && time.GetUtcNow() - File.GetLastWriteTimeUtc(File.ResolveLinkTarget(TokenFile, returnFinalTarget: true)?.FullName ?? TokenFile) < TokenValue.TimeToSpread;
            }
            catch (IOException)
            {
                // It was taken away since, or leads in circles.
                return false;
            }
        }
    }

    /// <summary>The value of an Authorization header.</summary>
    /// <param name="owner">Whose repository is asked for: where several owners have a token each, it is that one.</param>
    /// <exception cref="SidecarException">There is none.</exception>
    public string Header(string owner)
    {
        if (secretDirectory is not null)
        {
            var user = Required(Path.Combine(secretDirectory, "username"));
            return $"Basic {TokenValue.BasicCredential(user, Required(Path.Combine(secretDirectory, "password")))}";
        }

        return $"Basic {TokenValue.BasicCredential("x-access-token", Required(FileOf(owner) ?? TokenFile))}";
    }

    /// <summary>GitHub's names are the same in any case. Who is not among the owners gets the first one's token, with which everybody's public repositories can be read.</summary>
    private string? FileOf(string owner)
        => Path.Combine(tokenDirectory, "tokens") is var tokens && Directory.Exists(tokens)
            ? Directory.EnumerateFiles(tokens).FirstOrDefault(file => Path.GetFileName(file).Equals(owner, StringComparison.OrdinalIgnoreCase))
            : null;

    private string TokenFile => Path.Combine(tokenDirectory, "token");

    private static string Required(string path)
        => SecretFile.Find(path, "publish it with --file-mode 0640 and a group of both, or run as the same user")?.Trim() is { Length: > 0 } value
            ? value
            : throw new SidecarException(ExitCode.Configuration, path.EndsWith("token", StringComparison.Ordinal)
                ? $"There is no credential at {path}: run generate-initial-token or token-refresher first, or mount a basic-auth Secret."
                : $"There is no credential at {path}: mount a Secret of type kubernetes.io/basic-auth there.");
}
