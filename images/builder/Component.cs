namespace Sidecars.Images;

/// <summary>Something with a version that an image holds, as files of its own or inside of a program.</summary>
/// <param name="License">An SPDX expression.</param>
/// <param name="Url">A package URL, by which scanners know it.</param>
internal sealed record Component(string Name, string Version, string Supplier, string License = "NOASSERTION", string? Url = null, string? Source = null, string? Comment = null)
{
    public string Id => "SPDXRef-Package-" + string.Concat($"{Name}-{Version}".Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-'));
}
