using System.Text.Json;

namespace KubernetesEmulator.Http;

/// <summary>Where the next page of a list begins, and at which revision the list is read.</summary>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    public static ContinueToken Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ContinueToken>(Convert.FromBase64String(text)) ?? throw Invalid();
        }
        catch (Exception problem) when (problem is FormatException or JsonException)
        {
            throw Invalid();
        }
    }

    public bool IsBefore(StoredObject item) =>
        (string.CompareOrdinal(item.Namespace, Namespace), string.CompareOrdinal(item.Name, Name)) is ( > 0, _) or (0, > 0);

    public override string ToString() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this));

    private static StatusException Invalid() => StatusException.BadRequest("continue key is not valid");
}
