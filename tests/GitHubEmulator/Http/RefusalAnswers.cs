using System.Text.Json.Nodes;

namespace GitHubEmulator.Http;

internal sealed class RefusalAnswers(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Refusal refusal) when (refusal.Location is not null)
        {
            await RedirectAsync(context, refusal, refusal.Location);
        }
        catch (Refusal refusal)
        {
            await context.WriteErrorAsync(refusal.Status, refusal.Message);
        }
    }

    private static Task RedirectAsync(HttpContext context, Refusal refusal, Uri location)
    {
        context.Response.Headers.Location = location.AbsoluteUri;

        return context.IsGit()
            ? context.WriteErrorAsync(refusal.Status, refusal.Message)
            : context.WriteJsonAsync(refusal.Status, new JsonObject
            {
                ["message"] = refusal.Message,
                ["url"] = location.AbsoluteUri,
                ["documentation_url"] = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
            });
    }
}
