using System.Globalization;
using System.Text.Json;

namespace GitHubEmulator.Tests.OpenApi;

/// <summary>What GitHub publishes about its own API.</summary>
internal static class GitHubDescription
{
    private static readonly JsonElement Root = Read();

    /// <summary>Fails unless GitHub could have given that answer.</summary>
    public static void AssertAllows(string method, string path, int status, JsonElement body)
    {
        var code = status.ToString(CultureInfo.InvariantCulture);

        if (Find(method, path) is { } operation && operation.GetProperty("responses").TryGetProperty(code, out var response))
        {
            Assert.Empty(SchemaOf(response).Errors(body));
        }
        else
        {
            // The description does not list for each operation what every one can be refused with.
            Assert.True(status >= 400, $"GitHub never answers {method} {path} with {status}.");
            Assert.Empty(new Schema(At("#/components/schemas/basic-error"), Root).Errors(body));
        }
    }

    private static JsonElement? Find(string method, string path)
    {
        var segments = path.Split('?')[0].TrimEnd('/') is { Length: > 0 } trimmed ? trimmed.Split('/') : ["", ""];
        var paths = Root.GetProperty("paths").EnumerateObject().Where(candidate => Fits(segments, candidate.Name.Split('/')));

        // Literal segments win over named ones.
        var best = paths.OrderBy(candidate => candidate.Name.Count(c => c == '{')).Select(candidate => (JsonElement?)candidate.Value).FirstOrDefault();

        return best?.TryGetProperty(method.ToLowerInvariant(), out var operation) is true ? operation : null;
    }

    private static bool Fits(string[] segments, string[] template) =>
        segments.Length == template.Length && segments.Zip(template).All(pair => pair.Second == pair.First || (pair.Second.StartsWith('{') && pair.First.Length > 0));

    private static Schema SchemaOf(JsonElement response) => response.TryGetProperty("$ref", out var reference)
        ? SchemaOf(At(reference.GetString()!))
        : new Schema(response.GetProperty("content").GetProperty("application/json").GetProperty("schema"), Root);

    private static JsonElement At(string reference) =>
        reference.Split('/')[1..].Aggregate(Root, (element, name) => element.GetProperty(name));

    private static JsonElement Read()
    {
        using var stream = typeof(GitHubDescription).Assembly.GetManifestResourceStream("github.json")!;
        using var document = JsonDocument.Parse(stream);

        return document.RootElement.Clone();
    }
}
