using System.Globalization;

namespace KubernetesEmulator.Http;

/// <summary>Every refusal is a Status object.</summary>
internal sealed class StatusAnswers(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (StatusException refusal)
        {
            if (refusal.Details?["retryAfterSeconds"] is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.GetValue<int>().ToString(CultureInfo.InvariantCulture);
            }

            await context.WriteJsonAsync(refusal.Code, refusal.ToStatus());
        }
    }
}
