using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Kubernetes.Client;

/// <summary>The service account's token: an hour long, and replaced in its file by kubelet well before.</summary>
internal sealed class BearerToken(ClusterAccess access, TimeProvider time)
{
    /// <summary>So soon after its replacement the new one is used.</summary>
    private static readonly TimeSpan LongestUse = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _value;
    private long _read;

    /// <exception cref="SidecarException">The file is gone or empty.</exception>
    public string? Get()
    {
        if (access.TokenFile is not { } file)
        {
            return access.Token;
        }

        lock (_lock)
        {
            if (_value is null || time.GetElapsedTime(_read) > LongestUse)
            {
                _value = SecretFile.Find(file)?.Trim() is { Length: > 0 } value
                    ? value
                    : throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(file)} is missing or empty: the service account's token belongs there.");
                if (!TokenValue.FitsHeader(value))
                {
                    _value = null;
                    throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(file)} has characters that no header can carry: the service account's token belongs there, and nothing else.");
                }

                _read = time.GetTimestamp();
            }

            return _value;
        }
    }

    /// <summary>The API server does not take this one.</summary>
    /// <returns>Whether the file has another by now.</returns>
    public bool Renew(string? refused)
    {
        lock (_lock)
        {
            _value = null;
        }

        return Get() != refused;
    }
}
