namespace Sidecars.Apps.Support;

/// <summary>Somebody who swaps two names of a volume when it suits them.</summary>
internal static class Swapping
{
    private const string Begin = """
        import ctypes, os, sys, time
        kernel = ctypes.CDLL(None)
        def swap(one, other): kernel.renameat2(-100, one.encode(), -100, other.encode(), 2)
        print("begins", file=sys.stderr, flush=True)

        """;

    /// <summary>Again and again.</summary>
    public static Task<Command> AlwaysAsync(string one, string other, TimeSpan pause) => StartAsync(
        """
        while True:
            swap(sys.argv[1], sys.argv[2])
            time.sleep(float(sys.argv[3]))
        """,
        one, other, $"{pause.TotalSeconds:0.000000}");

    /// <summary>Once, as soon as a name that begins so is in a directory. If that name itself is to be swapped, <paramref name="one"/> is null.</summary>
    public static Task<Command> OnceAsync(string directory, string beginning, string? one, string other) => StartAsync(
        """
        directory, beginning, one, other = sys.argv[1:]
        while True:
            try: names = [name for name in os.listdir(directory) if name.startswith(beginning)]
            except FileNotFoundError: continue
            if names: break
        swap(one or os.path.join(directory, names[0]), other)
        """,
        directory, beginning, one ?? "", other);

    private static async Task<Command> StartAsync(string program, params string[] arguments)
    {
        var swapping = Command.Start("python3", ["-c", Begin + program, .. arguments], new Dictionary<string, string>());
        await swapping.SaysAsync("begins");
        return swapping;
    }
}
