using System.Globalization;

namespace KubernetesEmulator.FaultKinds;

/// <summary>An error instead of the right answer.</summary>
internal sealed class Refused(StatusException status, TimeSpan? retryAfter = null) : FaultKind
{
    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        throw status;
    }
}
