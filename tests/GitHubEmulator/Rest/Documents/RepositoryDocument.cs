using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

internal static class RepositoryDocument
{
    private static readonly (string Name, string Path)[] Urls =
    [
        ("url", ""),
        ("archive_url", "/{archive_format}{/ref}"),
        ("assignees_url", "/assignees{/user}"),
        ("blobs_url", "/git/blobs{/sha}"),
        ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"),
        ("commits_url", "/commits{/sha}"),
        ("compare_url", "/compare/{base}...{head}"),
        ("contents_url", "/contents/{+path}"),
        ("contributors_url", "/contributors"),
        ("deployments_url", "/deployments"),
        ("downloads_url", "/downloads"),
        ("events_url", "/events"),
        ("forks_url", "/forks"),
        ("git_commits_url", "/git/commits{/sha}"),
        ("git_refs_url", "/git/refs{/sha}"),
        ("git_tags_url", "/git/tags{/sha}"),
        ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"),
        ("issue_events_url", "/issues/events{/number}"),
        ("issues_url", "/issues{/number}"),
        ("keys_url", "/keys{/key_id}"),
        ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"),
        ("merges_url", "/merges"),
        ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"),
        ("pulls_url", "/pulls{/number}"),
        ("releases_url", "/releases{/id}"),
        ("stargazers_url", "/stargazers"),
        ("statuses_url", "/statuses/{sha}"),
        ("subscribers_url", "/subscribers"),
        ("subscription_url", "/subscription"),
        ("tags_url", "/tags"),
        ("teams_url", "/teams"),
        ("trees_url", "/git/trees{/sha}"),
    ];

    /// <summary>As one of a list.</summary>
    public static JsonObject Of(Repository repository, HttpRequest request)
    {
        var addresses = Addresses.Of(request);
        var created = repository.CreatedAt.ToGitHub();
        var page = $"{addresses.Web}/{repository.FullName}";
        var host = new Uri(addresses.Web).Authority;

        var document = new JsonObject
        {
            ["id"] = repository.Id,
            ["node_id"] = NodeId.Of("R", repository.Id),
            ["name"] = repository.Name,
            ["full_name"] = repository.FullName,
            ["private"] = repository.IsPrivate,
            ["visibility"] = repository.IsPrivate ? "private" : "public",
            ["owner"] = AccountDocument.Of(repository.Account, addresses),
            ["html_url"] = page,
            ["clone_url"] = $"{page}.git",
            ["git_url"] = $"git://{host}/{repository.FullName}.git",
            ["ssh_url"] = $"git@{host}:{repository.FullName}.git",
            ["svn_url"] = page,
            ["mirror_url"] = null,
            ["homepage"] = null,
            ["description"] = null,
            ["language"] = null,
            ["license"] = null,
            ["fork"] = false,
            ["archived"] = false,
            ["disabled"] = false,
            ["default_branch"] = "main",
            ["created_at"] = created,
            ["updated_at"] = created,
            ["pushed_at"] = created,
            ["size"] = 0,
            ["stargazers_count"] = 0,
            ["watchers_count"] = 0,
            ["watchers"] = 0,
            ["forks_count"] = 0,
            ["forks"] = 0,
            ["open_issues_count"] = 0,
            ["open_issues"] = 0,
            ["has_issues"] = true,
            ["has_projects"] = true,
            ["has_wiki"] = true,
            ["has_pages"] = false,
            ["has_discussions"] = false,
        };

        if (!ApiVersions.IsCurrent(request))
        {
            document["has_downloads"] = true;
        }

        foreach (var (name, path) in Urls)
        {
            document[name] = $"{addresses.Api}/repos/{repository.FullName}{path}";
        }

        return document;
    }

    public static JsonObject InFull(Repository repository, HttpRequest request)
    {
        var document = Of(repository, request);
        document["network_count"] = 0;
        document["subscribers_count"] = 0;

        return document;
    }
}
