namespace GitHubEmulator.Rest;

/// <summary>How a minted token differs from the one asked for; the request carries it as a feature.</summary>
internal sealed class MintAlteration
{
    public static readonly MintAlteration None = new();

    public static readonly MintAlteration WiderPermissions = new()
    {
        Permissions = permissions => permissions
            .ToDictionary(permission => permission.Key, permission => permission.Key == "metadata" ? "read" : "write")
            .Append(new("administration", "write"))
            .DistinctBy(permission => permission.Key)
            .ToDictionary(),
    };

    public static readonly MintAlteration NarrowerPermissions = new()
    {
        Permissions = _ => new Dictionary<string, string> { ["metadata"] = "read" },
    };

    public static readonly MintAlteration AllRepositories = new()
    {
        Repositories = _ => null,
    };

    private MintAlteration()
    {
    }

    public Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> Permissions { get; private init; } = asked => asked;

    public Func<IReadOnlyList<Repository>?, IReadOnlyList<Repository>?> Repositories { get; private init; } = asked => asked;
}
