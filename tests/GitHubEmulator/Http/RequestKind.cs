namespace GitHubEmulator.Http;

/// <summary>Endpoint metadata: which operation this is and what documents it.</summary>
internal sealed record RequestKind(Operation Operation, string DocumentationUrl)
{
    public const string RestDocumentation = "https://docs.github.com/rest";

    public static RequestKind Other { get; } = new(Operation.Other, RestDocumentation);

    public static RequestKind Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>() ?? Other;
}
