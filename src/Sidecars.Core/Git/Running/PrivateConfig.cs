namespace Sidecars.Git.Running;

/// <summary>The configuration of a git directory that is ours alone.</summary>
internal static class PrivateConfig
{
    /// <param name="filter">What is left on the server; null for nothing.</param>
    public static string Text(CloneTarget target, bool isSparse, string? filter)
    {
        var promisor = filter is null ? "" : $"\n    promisor = true\n    partialCloneFilter = {GitConfig.Quoted(filter)}";
        return $"""
            [core]
                repositoryFormatVersion = 0
                bare = false
                sparseCheckout = {(isSparse ? "true" : "false")}
                sparseCheckoutCone = true
            [remote "origin"]
                url = {GitConfig.Quoted(target.Url.AbsoluteUri)}{promisor}

            """;
    }
}
