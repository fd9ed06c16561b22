using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

internal static class RateLimitDocument
{
    public static JsonObject Of(RateLimit core, HttpRequest request)
    {
        var document = new JsonObject
        {
            ["resources"] = new JsonObject
            {
                ["core"] = core.ToJson(),
                ["search"] = new RateLimit(30, 0, core.ResetsAt).ToJson(),
                ["graphql"] = new RateLimit(5000, 0, core.ResetsAt).ToJson(),
            },
        };

        if (!ApiVersions.IsCurrent(request))
        {
            document["rate"] = core.ToJson();
        }

        return document;
    }
}
