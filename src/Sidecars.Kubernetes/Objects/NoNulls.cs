namespace Sidecars.Kubernetes.Objects;

/// <summary>In JSON a key may have null for its value, which is what Go makes of nothing; Kubernetes reads it as what is empty.</summary>
internal static class NoNulls
{
    public static Dictionary<string, T>? In<T>(Dictionary<string, T>? read, T empty)
        where T : class
        => read?.ContainsValue(null!) == true ? read.ToDictionary(pair => pair.Key, pair => pair.Value ?? empty) : read;
}
