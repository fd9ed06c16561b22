using System.Globalization;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>All targets, one after another, with so many inputs in all.</summary>
internal static class Campaign
{
    /// <param name="usual">Inputs in all, unless the environment says otherwise.</param>
    public static IReadOnlyList<Outcome> Run(IReadOnlyList<Target> targets, long usual)
    {
        var inputs = Number("FUZZ_INPUTS", usual);
        var seed = (int)Number("FUZZ_SEED", 1);
        var shares = targets.Sum(target => target.Share);
        var only = Environment.GetEnvironmentVariable("FUZZ_TARGET");
        using var witness = new Witness();
        return [.. targets.Where(target => string.IsNullOrEmpty(only) || target.Name == only).Select(target => new Fuzzer(target, 1 + (inputs * target.Share / shares), seed, witness).Run())];
    }

    public static long Number(string variable, long usual)
        => long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
