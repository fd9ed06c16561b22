using System.Text;
using Sidecars.Simulation.GitHub;
using static Sidecars.Simulation.Report.Show;

namespace Sidecars.Simulation.Report;

/// <summary>All that was found out, and what was assumed.</summary>
internal sealed class FullReport(Results results, TimeSpan took)
{
    /// <summary>Between refreshes on average: up to a tenth of the interval is taken off at random.</summary>
    private static readonly TimeSpan BetweenRefreshes = Plan.Interval * 0.95;

    private static readonly int PodsPerMinute = Limits.PointsPerMinute / Limits.PointsOfStart;

    /// <summary>The bound of a start, when GitHub says when to come back.</summary>
    private const int MinutesOfStart = 15;

    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        Write($"""
            # A simulated year, and a fleet

            Written {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC by `./build.sh simulate` in {took.TotalMinutes:0.0} minutes, on {Environment.ProcessorCount} CPUs (one is used), .NET {Environment.Version}.
            The code is the product's: token keeper, retries, mint limit, proofs, publishing into a directory in memory. What is not: the clocks,
            which jump to the next timer when nobody has anything left to do; GitHub, which is an HttpMessageHandler; the signature of the JWT;
            giving memory back after a refresh. A seed decides everything: the same one gives the same story{(results.IsRepeatable ? ", which was tried" : ", AND IT DID NOT")}.


            """);
        WriteYears();
        WriteFleets();
        if (results.TenThousand.Count > 0)
        {
            WriteTenThousand();
        }

        return _text.ToString();
    }

    private void WriteYears()
    {
        Write("""
            ## A year of refreshes

            ### What was assumed of GitHub

            Public are single incidents, and no distribution. Known to us: no token requests for 61 minutes (2020-11-27); 404 or errors for most
            requests for 38 minutes (2023-11-03, the authorization service); 2 to 5 % of requests with installation tokens refused for 13 hours (2026-05-23); 401 for
            9 to 15 % of API requests for 80 minutes (2026-06-10). The table lies on the bad side of what we believe, most of all in how
            often. Times come at random (exponential), durations are log-normal. A new token is refused for 0.4 s on average, and each answer takes 60 to 240 ms.


            """);
        Write(Head("trouble", "a year", "median min", "longest min", "what GitHub does"));
        foreach (var kind in EpisodeKind.All)
        {
            Write(Row(kind.Name, $"{kind.PerYear:0}", Minutes(kind.Median), Minutes(kind.Longest), kind.What));
        }

        Write("""

            ### Without a valid token

            The **oracle** stands in the product's place at each refresh: with the same token, due at the same moment, and it knows to the second when GitHub
            finds the installation and mints. It asks for nothing in vain, and skips the proof. **At best** is somebody who mints a new token every second
            that GitHub does, and so meets each outage with a whole hour. Nothing can be had beyond that; `--interval-minutes` moves a pod towards it.


            """);
        Write(Head("seed", "installation", "GitHub mints nothing, h", "at best, min", "oracle, min", "product, min", "beyond, min", "longest beyond, s", "longest after GitHub was back, s", "tokens", "mint requests", "requests"));
        results.Years.ToList().ForEach(WriteYear);
        Write("\n\"Longest after GitHub was back\": of all refreshes, also those whose token lived on; from the moment at which finding, minting and both proofs would have been answered.\n\n");
        Write("The times without a token, by what was the matter with GitHub when it was last asked before the token ended:\n\n");
        Write(Head("cause", "times", "oracle, min", "product, min", "longest beyond, s"));
        foreach (var cause in results.Years.SelectMany(year => year.Gaps).GroupBy(gap => gap.Cause).OrderByDescending(cause => cause.Count()))
        {
            Write(Row(cause.Key, cause.Count(), $"{cause.Sum(gap => gap.Oracles.TotalMinutes):0.0}", $"{cause.Sum(gap => (gap.Oracles + gap.Beyond).TotalMinutes):0.0}", $"{cause.Max(gap => gap.Beyond.TotalSeconds):0}"));
        }

        Write("""

            401 and 404 for what was granted before are asked about each minute for an hour and a half, and every five minutes then: a refusal
            that lasts longer is a person's, and asking more often would only annoy GitHub. One that GitHub makes by mistake for longer than that would cost up to five and a half minutes beyond the oracle.


            """);
        if (results.OtherIntervals.Count > 0)
        {
            Write("What another `--interval-minutes` buys, in the year of the first seed:\n\n");
            Write(Head("minutes", "without a token, min", "at best, min", "tokens", "requests"));
            foreach (var year in results.OtherIntervals.Prepend(results.Years[0]))
            {
                Write(Row($"{year.IntervalMinutes:0}", Minutes(year.Without), Minutes(year.AtBest), $"{year.Mints:N0}", $"{year.Requests:N0}"));
            }

            Write("\n");
        }
    }

    private void WriteYear(YearResult year) => Write(Row(
        $"{year.Seed}", year.LooksUp ? "looked up" : "configured", Hours(year.WithoutAnswer), Minutes(year.AtBest), Minutes(year.OracleWithout), Minutes(year.Without), Minutes(year.Beyond),
        $"{year.LongestBeyond.TotalSeconds:0}", $"{year.Latest.TotalSeconds:0}", $"{year.Mints:N0}", $"{year.MintRequests:N0}", $"{year.Requests:N0}"));

    private void WriteFleets()
    {
        Write($"""
            ## {Plan.Pods:N0} pods that start in the same second

            One App, one installation, read access. GitHub lets in {Limits.PointsPerMinute} points in any 60 seconds (GET 1, POST {Limits.PointsOfMint}), {Limits.AtOnce} requests at once, {Limits.RequestsPerHour:N0} requests an hour with
            the App's key and as many with its tokens; above that it answers 403, with `retry-after: 60` or the end of the hour. What is refused counts for nothing. The bound of a
            start is the product's: two minutes, as long as GitHub says when to come back {MinutesOfStart}. The kubelet starts a container that ended again after 10, 20, 40 s and so on up to five minutes.


            """);
        WriteTable(results.Fleets);
        Write("\nWhy starts failed:\n\n");
        foreach (var fleet in results.Fleets)
        {
            foreach (var (sentence, count) in fleet.Failures.OrderByDescending(failure => failure.Value))
            {
                Write($"- {fleet.Plan.Name}: {count:N0} × exit code {sentence}\n");
            }
        }

        Write($"\n{Limits.PointsOfStart} points a pod (looking up or `/app` 1, mint {Limits.PointsOfMint}, `/rate_limit` 1, the bot's account 1) are {PodsPerMinute} pods a minute at most: {Plan.Pods / PodsPerMinute} minutes for {Plan.Pods:N0}, whoever asks how.\n\n");
    }

    private void WriteTable(IReadOnlyList<FleetResult> fleets)
    {
        Write(Head(["", .. fleets.Select(fleet => fleet.Plan.Name)]));
        void Line(string what, Func<FleetResult, object> value) => Write(Row([what, .. fleets.Select(value)]));
        Line("first token from the first start", fleet => $"{fleet.WithinBound:N0}");
        Line("starts that failed, and said why", fleet => $"{fleet.Failures.Values.Sum():N0}");
        Line("longest start, to its token or its end", fleet => Clock(fleet.LongestBound));
        Line("half have a token after", fleet => Clock(fleet.HalfServed));
        Line("all have a token after", fleet => Clock(fleet.AllServed));
        Line("pods served in the end", fleet => $"{fleet.Served:N0} of {fleet.Plan.Pods:N0}");
        Line("first 40 minutes: requests (refused)", fleet => $"{fleet.First.Requests:N0} ({fleet.First.Refused:N0})");
        Line("… most in a second / a minute", fleet => $"{fleet.First.MostInASecond:N0} / {fleet.First.MostInAMinute:N0}");
        Line("after that: requests (refused)", fleet => $"{fleet.Later.Requests:N0} ({fleet.Later.Refused:N0})");
        Line("… most in a second / a minute", fleet => $"{fleet.Later.MostInASecond:N0} / {fleet.Later.MostInAMinute:N0}");
        Line("hours simulated", fleet => $"{fleet.Plan.Length.TotalHours:0.#}");
        Line("tokens minted", fleet => $"{fleet.Mints:N0}");
        Line("after its first token, without one: pod-minutes (pods)", fleet => $"{fleet.WithoutToken.Minutes:0.0} ({fleet.WithoutToken.Pods:N0})");
    }

    private void WriteTenThousand()
    {
        var (alone, one, most) = (results.TenThousand[0], results.TenThousand[1], results.TenThousand[^1]);
        var mints = alone.Plan.Pods * (TimeSpan.FromHours(1) / BetweenRefreshes);
        var keptFresh = Limits.RequestsPerHour * (BetweenRefreshes / TimeSpan.FromHours(1));
        Write($"""
            ## On paper: {alone.Plan.Pods:N0} pods

            Each by itself, {alone.Plan.Pods:N0} pods need {mints * Limits.PointsOfRefresh:N0} points an hour for refreshes alone (a mint and its proof, every {BetweenRefreshes.TotalMinutes:0} minutes on average), and GitHub gives {60 * Limits.PointsPerMinute:N0};
            they need {mints:N0} mints an hour, and GitHub gives {Limits.RequestsPerHour:N0} requests. It cannot work, and the first column shows how it does not.
            A **broker** holds the key, mints and proves once for each scope (the set of repositories and permissions), gives the same token to all who may have it until a quarter of
            its life is left, and spreads its own mints to two a second. Here it is a class of the simulation, in front of which stands the product's own code with `api-url` set to the broker.


            """);
        WriteTable(results.TenThousand);
        Write($"""

            What a broker would change:

            - **Requests to GitHub** follow the number of scopes, and no longer that of pods: {one.First.Requests + one.Later.Requests:N0} in {one.Plan.Length.TotalHours:0.#} hours for one scope, {most.First.Requests + most.Later.Requests:N0} for {most.Plan.Scopes:N0}, beside {alone.First.Requests + alone.Later.Requests:N0}.
            - **Until all are served**: {Clock(one.AllServed)} minutes with one scope, {Clock(most.AllServed)} with {most.Plan.Scopes:N0}; without it {Clock(alone.AllServed)}.
            - **The limit moves** from pods to scopes: some {Hundreds(MinutesOfStart * PodsPerMinute)} in the {MinutesOfStart} minutes of a start, and some {Hundreds(keptFresh)} that can be kept fresh with {Limits.RequestsPerHour:N0} mints an hour.
            - **The key leaves the pods.** Today every pod that mounts the Secret can mint for all that the App may do; behind a broker a pod has its identity (a projected service account token), and the broker decides which scope that may have.

            What would be lost:

            - **A token of one's own.** Pods of one scope share it: revoking it for one revokes it for all, `--revoke-on-exit` has to go, and GitHub's {Limits.RequestsPerHour:N0} requests an hour (and its abuse limits) for what the pods do with it are one purse for all of them.
            - **Blast radius.** One process holds the key and every living token; who takes it over has everything, and where it stands still, {one.Plan.Pods:N0} pods have no tokens after an hour. It needs replicas that agree on who mints, or they mint once each.
            - **The trace.** GitHub's audit log shows the hash of a token, and today that leads to one pod. With a broker it leads to a scope, and only the broker's own log to the pods that had it.
            - **Life.** A pod that starts late gets a token with a quarter of an hour left, and refreshes as much sooner: the broker is asked more often than GitHub was.
            - **A network hop and a trust** that the pods do not have today: its certificate, its address, who may ask.

            Up to the some {Hundreds(results.Fleets[0].WithinBound)} pods that the tables above show served within one bound, nothing of this is needed, and up to some {Hundreds(keptFresh)} ({Limits.RequestsPerHour:N0} mints an hour, one every {BetweenRefreshes.TotalMinutes:0} minutes
            each) it is enough that they do not all start at once: rollouts that are spread over minutes, or a second App.
            With write access each refresh also asks what the installation may do (pull requests): these pods make two requests with the key for each token instead of one, and half as many of them fit.

            """);
    }

    private void Write(string text) => _text.Append(text);
}
