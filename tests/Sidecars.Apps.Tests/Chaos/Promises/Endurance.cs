using GitHubEmulator;
using Sidecars.Apps.Support;
using Xunit.Abstractions;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>A pod, its consumer and a storm, for as long as the run is to last.</summary>
internal sealed class Endurance(ITestOutputHelper output)
{
    /// <summary>A pod, once GitHub has learned to answer quickly: for a fast clock, its very first answers would be late.</summary>
    public static async Task<Pod> StartAsync(FastClock clock, TimeSpan tokenLife)
    {
        await using (var practice = await Pod.StartAsync())
        {
            Assert.Equal(0, (await practice.GenerateInitialTokenAsync()).ExitCode);
        }

        var pod = await Pod.StartAsync(new GitHubServerOptions { TimeProvider = clock, TokenLife = tokenLife });
        pod.KeepState();
        return pod;
    }

    public async Task<(Verdict Verdict, IReadOnlyList<Spell> Spells)> RunAsync(Pod pod, FastClock clock, Command refresher, TimeSpan minute, string[] kinds)
    {
        output.WriteLine($"{ChaosRun.SeedVariable}={ChaosRun.Seed}");
        var random = new Random(ChaosRun.Seed);
        await refresher.SaysAsync("Published a token");
        var consumer = await Consumer.StartAsync(pod, clock);
        var storm = new Storm(pod, clock, minute, random);
        using var end = new CancellationTokenSource(ChaosRun.Duration);
        var working = consumer.WorkAsync(end.Token);
        await storm.RageAsync(Schedule.From(random, kinds), refresher, end.Token);
        await working;
        return (new Verdict(pod, consumer.Commands, storm.Spells, new Promise(minute)), storm.Spells);
    }

    public void AssertKept(Verdict verdict)
    {
        verdict.Otherwise.ForEach(command => output.WriteLine($"Failed otherwise: {verdict.Describe(command)}"));
        Assert.True(verdict.Broken.Count == 0, $"{verdict.Broken.Count} commands were refused, the first: {string.Join('\n', verdict.Broken.Take(3).Select(verdict.Describe))}");
        Assert.Contains(verdict.Commands, command => !command.Failed);
    }

    public static void Report(ChaosPart part, Verdict verdict, IReadOnlyList<Spell> spells, TimeSpan minute, string how)
    {
        var (tokens, commands) = (verdict.Tokens, verdict.Commands);
        var complete = verdict.Ended;
        var answered = commands.Where(command => !verdict.IsDuringTrouble(command)).ToList();
        var counts = ChaosReport.Table(
            ["commands", "all", .. commands.Select(command => command.Kind).Distinct()],
            new (string What, IEnumerable<CommandRecord> Of)[]
            {
                ("ran", commands), ("ran while GitHub answered", answered), ("of these refused although promised (a defect)", verdict.Broken), ("refused, the promise not binding: GitHub had not answered long enough", verdict.NotPromised),
                ("refused, GitHub having granted less than was asked", verdict.GrantedLess), ("failed for another reason", verdict.Otherwise), ("failed while GitHub did", verdict.DuringTrouble),
            }.Select(row => new[] { row.What, $"{row.Of.Count()}" }.Concat(commands.Select(command => command.Kind).Distinct().Select(kind => $"{row.Of.Count(command => command.Kind == kind)}")).ToArray()));
        var troubles = ChaosReport.Table(
            ["trouble", "times", "minutes", "at", "commands that met it", "of these failed"],
            spells.GroupBy(spell => spell.Trouble).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            {
                var met = commands.Where(command => group.Any(spell => spell.ConcernsConsumers && spell.Overlaps(command.From, command.Until))).ToList();
                return new[] { group.Key, $"{group.Count()}", FormattableString.Invariant($"{group.Sum(spell => (spell.Until - spell.From) / minute):0}"), string.Join(", ", group.Select(spell => spell.On).Distinct().Order()), $"{met.Count}", $"{met.Count(command => command.Failed)}" };
            }));
        var otherwise = verdict.Otherwise.Count == 0 ? "" : $"\nThe first that failed for another reason: {verdict.Describe(verdict.Otherwise[0])}\n";
        ChaosReport.Set(
            part,
            $"{how} {tokens.Count} tokens were minted; {complete.Count} came to their end meanwhile, and for {complete.Count(verdict.Binds)} of these the promise binds: GitHub answered for 10 of the last 15 minutes without a break.\n\n{counts}\n{troubles}{otherwise}",
            FormattableString.Invariant($"{(part == ChaosPart.Promise ? "Clocks fast" : "Published program")}: {spells.Count} troubles of {spells.Select(spell => spell.Trouble).Distinct().Count()} kinds, {tokens.Count} tokens, {answered.Count} commands while GitHub answered: {verdict.Broken.Count} refused although promised, {verdict.NotPromised.Count} because GitHub had been away too long, {verdict.GrantedLess.Count} because GitHub granted less, {verdict.Otherwise.Count} failed otherwise."));
    }
}
