using Sidecars.Cli;

namespace Sidecars.Http;

internal static class NetworkFailure
{
    /// <summary>What went wrong; .NET often says it only in the inner exception.</summary>
    public static string ReasonOf(Exception e)
        => Redaction.Clean(e.InnerException is { } inner && !e.Message.StartsWith(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message);
}
