using System.Text.Json.Nodes;

namespace GitHubEmulator.Rest.Documents;

internal static class PermissionsDocument
{
    public static JsonObject Of(IEnumerable<KeyValuePair<string, string>> permissions) =>
        new(permissions.Select(permission => KeyValuePair.Create(permission.Key, (JsonNode?)permission.Value)));
}
