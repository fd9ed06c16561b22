using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

/// <summary>What of a request for a token an installation may give.</summary>
internal static class Grants
{
    private static readonly string[] Levels = ["read", "write", "admin"];

    /// <returns>Null for all the installation reaches.</returns>
    public static IReadOnlyList<Repository>? Repositories(MintRequest request, Installation installation, Catalog catalog)
    {
        if (!request.NamesRepositories)
        {
            return null;
        }

        if (request.Repositories.Count + request.RepositoryIds.Count > MintRequest.MostRepositories)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, Messages.TooManyRepositories);
        }

        return
        [
            .. request.Repositories.Select(name => Reachable(catalog.RepositoryByName(installation.Account, name), installation))
                .Concat(request.RepositoryIds.Select(id => Reachable(catalog.RepositoryById(id), installation)))
                .Distinct(),
        ];
    }

    public static IReadOnlyDictionary<string, string> Permissions(MintRequest request, Installation installation)
    {
        var granted = All(installation);

        if (request.Permissions.Count == 0)
        {
            return granted;
        }

        foreach (var (name, level) in request.Permissions)
        {
            var index = Array.IndexOf(Levels, level);

            // An unknown name is answered like one that was not granted.
            if (index < 0 || !granted.TryGetValue(name, out var most) || index > Array.IndexOf(Levels, most))
            {
                throw new Refusal(StatusCodes.Status422UnprocessableEntity, Messages.PermissionsNotGranted);
            }
        }

        return WithMetadata(request.Permissions);
    }

    public static IReadOnlyDictionary<string, string> All(Installation installation) => WithMetadata(installation.Permissions);

    /// <summary>Every token can read metadata.</summary>
    public static IReadOnlyDictionary<string, string> WithMetadata(IReadOnlyDictionary<string, string> permissions) =>
        new Dictionary<string, string>(permissions) { ["metadata"] = "read" };

    private static Repository Reachable(Repository? repository, Installation installation) =>
        repository is not null && installation.Reaches(repository)
            ? repository
            : throw new Refusal(StatusCodes.Status422UnprocessableEntity, Messages.RepositoryNotAccessible);
}
