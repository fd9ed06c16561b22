using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

/// <summary>An account as it presents itself, and the bot that acts for an app.</summary>
internal static class UserDocument
{
    public static JsonObject OfBot(GitHubApp app, HttpRequest request)
    {
        var addresses = Addresses.Of(request);
        var document = InFull(AccountDocument.Of(app.Bot, addresses), app.CreatedAt);
        document["type"] = "Bot";
        document["html_url"] = $"{addresses.Web}/apps/{app.Slug}";

        return document;
    }

    /// <remarks>Nothing is known here of when somebody joined.</remarks>
    public static JsonObject Of(Account account, HttpRequest request) => InFull(AccountDocument.Of(account, Addresses.Of(request)), DateTimeOffset.UnixEpoch);

    private static JsonObject InFull(JsonObject document, DateTimeOffset createdAt)
    {
        foreach (var unsaid in new[] { "name", "company", "location", "email", "hireable", "bio", "twitter_username" })
        {
            document[unsaid] = null;
        }

        foreach (var count in new[] { "public_repos", "public_gists", "followers", "following" })
        {
            document[count] = 0;
        }

        document["user_view_type"] = "public";
        document["blog"] = "";
        document["created_at"] = createdAt.ToGitHub();
        document["updated_at"] = createdAt.ToGitHub();

        return document;
    }
}
