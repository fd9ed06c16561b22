namespace Sidecars.Publishing;

/// <summary>A file of a generation.</summary>
/// <param name="Name">Relative to the generation, with at most one directory before it.</param>
public sealed record PublishedFile(string Name, byte[] Content);
