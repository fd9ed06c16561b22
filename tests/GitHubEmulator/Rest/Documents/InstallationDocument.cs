using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

internal static class InstallationDocument
{
    public static JsonObject Of(Installation installation, Addresses addresses) => new()
    {
        ["id"] = installation.Id,
        ["client_id"] = installation.App.ClientId,
        ["account"] = AccountDocument.Of(installation.Owner, addresses),
        ["repository_selection"] = installation.Repositories is null ? "all" : "selected",
        ["access_tokens_url"] = $"{addresses.Api}/app/installations/{installation.Id}/access_tokens",
        ["repositories_url"] = $"{addresses.Api}/installation/repositories",
        ["html_url"] = $"{addresses.Web}/organizations/{installation.Account}/settings/installations/{installation.Id}",
        ["app_id"] = installation.App.Id,
        ["app_slug"] = installation.App.Slug,
        ["target_id"] = installation.Owner.Id,
        ["target_type"] = AccountDocument.Type,
        ["permissions"] = PermissionsDocument.Of(Grants.All(installation)),
        ["events"] = new JsonArray(),
        ["created_at"] = installation.CreatedAt.ToGitHub(),
        ["updated_at"] = (installation.SuspendedAt ?? installation.CreatedAt).ToGitHub(),
        ["single_file_name"] = null,
        ["has_multiple_single_files"] = false,
        ["single_file_paths"] = new JsonArray(),
        ["suspended_by"] = installation.Suspended ? AccountDocument.Of(installation.Owner, addresses) : null,
        ["suspended_at"] = installation.SuspendedAt?.ToGitHub(),
    };
}
