using GitHubEmulator.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace GitHubEmulator.FaultKinds;

internal sealed class HtmlError(int status) : FaultKind
{
    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var reason = ReasonPhrases.GetReasonPhrase(status);

        return context.WriteAsync(
            status,
            "text/html; charset=utf-8",
            $"""
            <!DOCTYPE html>
            <html>
              <head><title>Unicorn! &middot; GitHub</title></head>
              <body><h1>{status} {reason}</h1><p><strong>This page is taking too long to load.</strong></p></body>
            </html>

            """);
    }
}
