namespace KubernetesEmulator.Machinery;

/// <summary>RFC 7386: objects are merged, null removes, everything else replaces.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                target[key] = Apply(target[key] is JsonObject existing ? (JsonObject)existing.DeepClone() : [], inner);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }

        return target;
    }
}
