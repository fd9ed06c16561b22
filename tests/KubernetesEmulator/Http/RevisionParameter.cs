using System.Globalization;

namespace KubernetesEmulator.Http;

internal static class RevisionParameter
{
    /// <returns>Null when there is none; 0 means whatever is at hand.</returns>
    public static long? Of(IQueryCollection query)
    {
        var text = query["resourceVersion"].FirstOrDefault();

        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw StatusException.BadRequest($"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    /// <summary>A revision that is still to come is one from a cluster that was set back, or from another.</summary>
    public static void CheckExists(long? revision, long current)
    {
        if (revision > current)
        {
            throw StatusException.TooLargeResourceVersion(StoredObject.Text(revision.Value), current);
        }
    }
}
