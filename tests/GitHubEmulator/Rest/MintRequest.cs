using System.Text.Json;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

/// <summary>What a token is asked to be limited to. What is missing or empty limits nothing.</summary>
internal sealed record MintRequest(IReadOnlyList<string> Repositories, IReadOnlyList<long> RepositoryIds, IReadOnlyDictionary<string, string> Permissions)
{
    public const int MostRepositories = 500;

    private static Refusal Unreadable => new(StatusCodes.Status400BadRequest, Messages.ProblemsParsingJson);

    private static readonly MintRequest Unlimited = new([], [], new Dictionary<string, string>());

    public bool NamesRepositories => Repositories.Count + RepositoryIds.Count > 0;

    public static async Task<MintRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);

        return body.Length == 0 ? Unlimited : Parse(body.ToArray());
    }

    private static MintRequest Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var root = JsonElement.Parse(body);

            return new MintRequest(
                [.. Member(root, "repositories", JsonValueKind.Array)?.EnumerateArray().Select(Text) ?? []],
                [.. Member(root, "repository_ids", JsonValueKind.Array)?.EnumerateArray().Select(Number) ?? []],
                Member(root, "permissions", JsonValueKind.Object)?.EnumerateObject().ToDictionary(member => member.Name, member => Text(member.Value)) ?? []);
        }
        catch (JsonException)
        {
            throw Unreadable;
        }
    }

    private static JsonElement? Member(JsonElement root, string name, JsonValueKind kind)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Unreadable;
        }

        if (!root.TryGetProperty(name, out var member))
        {
            return null;
        }

        return member.ValueKind == kind ? member : throw Unreadable;
    }

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Unreadable;

    private static long Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) ? number : throw Unreadable;
}
