namespace Sidecars.Scopes;

/// <summary>How far watched files may move what the settings say. It comes from arguments alone: whoever may write the files must not widen it.</summary>
/// <param name="AccessTtl">How long a wider access lasts; null for as long as the file asks for it.</param>
public sealed record ScopeLimits(Access MaxAccess, RepositoryCeiling MaxRepositories, TimeSpan? AccessTtl);
