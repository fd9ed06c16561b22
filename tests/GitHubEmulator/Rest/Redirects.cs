using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

internal static class Redirects
{
    /// <summary>Sends who asks for a former name to the URL that no renaming changes.</summary>
    public static void IfRenamed(HttpContext context, Catalog catalog, string owner, string name, string rest)
    {
        if (catalog.RepositoryByName(owner, name) is null && catalog.RepositoryByFormerName(owner, name) is { } repository)
        {
            throw new Refusal(StatusCodes.Status301MovedPermanently, Messages.Moved)
            {
                Location = new Uri($"{Addresses.Of(context.Request).Api}/repositories/{repository.Id}{rest}"),
            };
        }
    }
}
