using System.Text;

namespace Sidecars.Cli;

/// <summary>The file in which Kubernetes looks for a container's last words.</summary>
/// <remarks>https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/</remarks>
internal static class TerminationLog
{
    private const int MaxBytes = 4096;

    /// <summary>Writes only into a file that is already there: outside a pod there is none, and none is made.</summary>
    public static void Write(string sentence)
    {
        var path = Environment.GetEnvironmentVariable("TERMINATION_LOG") is { Length: > 0 } given ? given : "/dev/termination-log";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            if (file.CanSeek)
            {
                file.SetLength(0);
            }

            file.Write(Truncated(Redaction.Clean(sentence)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // The sentence is in the log already; there is no better place for it.
        }
    }

    private static byte[] Truncated(string text)
    {
        while (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            text = text[..^1];
        }

        return Encoding.UTF8.GetBytes(text);
    }
}
