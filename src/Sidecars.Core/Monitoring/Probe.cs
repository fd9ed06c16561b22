using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Monitoring;

/// <summary><c>token-refresher probe</c>: answers an exec probe of the kubelet from what the running program wrote.</summary>
public static class Probe
{
    private static readonly Setting Startup = Setting.Flag("--startup", null, "Passes when the first token is published (or, with --await-repos, none is wanted yet)");
    private static readonly Setting Ready = Setting.Flag("--ready", null, "Passes while a token that GitHub has taken has life left");
    private static readonly Setting Live = Setting.Flag("--live", null, "Passes while the program moves, whatever GitHub does");

    public static Subcommand Create() => new(
        Subcommand.Named("probe", "Answers a probe: 0 for yes; 1 for no, and why.", [Startup, Ready, Live, CommonSettings.StateDirectory]),
        HoldsSecrets: false,
        (settings, _, _) =>
        {
            var asked = new[] { Startup, Ready, Live }.Where(settings.IsOn).Select(setting => setting.Name).ToList();
            return Task.FromResult(asked is [var one]
                ? (ExitCode)Run(one, settings.Find(CommonSettings.StateDirectory)!)
                : throw new SidecarException(ExitCode.Usage, "Ask for one of --startup, --ready and --live."));
        });

    /// <summary>The usual form, without the parser of options: kubelet asks every few seconds, and each time is a start of the program. Null for other forms.</summary>
    public static int? RunUsual(string[] args) => args is ["probe", "--startup" or "--ready" or "--live"]
        ? Run(args[1], Environment.GetEnvironmentVariable(CommonSettings.StateDirectory.Variable!) is { Length: > 0 } directory ? directory : CommonSettings.StateDirectory.Fallback!)
        : null;

    private static int Run(string asked, string directory)
    {
        var time = new BootTimeProvider();
        var reason = Read(directory, out var report) ?? asked switch
        {
            "--startup" => report!.WhyNotStarted ?? report.WhyNotLive(time),
            "--ready" => report!.WhyNotReady(time) ?? report.WhyNotLive(time),
            _ => report!.WhyNotLive(time),
        };
        if (reason is null)
        {
            return (int)ExitCode.Done;
        }

        Console.Out.WriteLine(reason);
        return 1;
    }

    /// <summary>Why there is nothing to read; null when there is.</summary>
    private static string? Read(string directory, out HealthReport? report)
    {
        report = null;
        try
        {
            report = HealthReport.Parse(BoundedFile.ReadText(Path.Combine(directory, Health.FileName), Health.MostBytes));
            return report is null ? "token-refresher does not run, or has only just started." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"There is no report in {Redaction.Clean(directory)}: mount a state directory (--state-dir) and run token-refresher with it, or use --listen and HTTP probes.";
        }
    }
}
