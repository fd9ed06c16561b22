namespace Sidecars.Apps.Support;

/// <summary>A wall clock that somebody sets while a program runs, or holds still; the machine's own clock goes on. By libfaketime.</summary>
internal sealed class FakedClock
{
    private const string Installed = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    private readonly Pod _pod;

    public FakedClock(Pod pod, string offset)
    {
        _pod = pod;
        pod.Environment["LD_PRELOAD"] = Library;
        pod.Environment["FAKETIME_TIMESTAMP_FILE"] = TimestampFile;
        pod.Environment["FAKETIME_NO_CACHE"] = "1";
        pod.Environment["DONT_FAKE_MONOTONIC"] = "1";
        pod.Environment["TZ"] = "UTC0";
        Set(offset);
    }

    public static string Library => File.Exists(Installed) ? Installed : throw new FileNotFoundException("libfaketime is missing: ./build.sh test installs it.");

    private string TimestampFile => Path.Combine(_pod.Root, "faketime");

    public Command StartTokenRefresher(params string[] arguments) => Command.Start(Published.DynamicTokenRefresher, arguments, _pod.Environment);

    /// <param name="offset">As in <c>+3h</c>; a date and a time hold it still there.</param>
    public void Set(string offset)
    {
        // In one step: what reads half of it would see another time.
        File.WriteAllText($"{TimestampFile}.new", $"{offset}\n");
        File.Move($"{TimestampFile}.new", TimestampFile, overwrite: true);
    }
}
