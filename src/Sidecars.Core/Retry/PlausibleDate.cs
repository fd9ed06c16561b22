namespace Sidecars.Retry;

internal static class PlausibleDate
{
    /// <summary>Whether a server of today could say it. What is before or after is damage, and could not be reckoned with.</summary>
    public static bool IsPlausible(this DateTimeOffset date) => date.Year is >= 2020 and < 2200;
}
