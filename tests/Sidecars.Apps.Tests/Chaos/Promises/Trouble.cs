using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>One way for GitHub to fail, at one kind of request.</summary>
/// <param name="Kind">The emulator's name for it.</param>
internal sealed record Trouble(string Kind, Operation On)
{
    private static readonly (int Status, string Message)[] Answers =
    [
        (500, "Server Error"), (503, "Service Unavailable"), (401, "Bad credentials"), (403, "Resource not accessible by integration"), (404, "Not Found"), (422, "Validation Failed"),
    ];

    /// <summary>Everything that the emulator can do wrong, by its own names.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Occasion, FaultKind>> Kinds = new Dictionary<string, Func<Occasion, FaultKind>>
    {
        [nameof(FaultKind.Answer)] = occasion => Answers[occasion.Random.Next(Answers.Length)] is var (status, message) ? FaultKind.Answer(status, message) : null!,
        [nameof(FaultKind.RateLimited)] = occasion => FaultKind.RateLimited(occasion.AskForSilence(20, 90), asDate: occasion.Random.Next(2) == 0),
        [nameof(FaultKind.PrimaryLimit)] = occasion => FaultKind.PrimaryLimit(occasion.AskForSilence(30, 120)),
        [nameof(FaultKind.SecondaryLimit)] = occasion => FaultKind.SecondaryLimit(retryAfter: occasion.Random.Next(2) == 0 ? null : occasion.AskForSilence(20, 90)),
        [nameof(FaultKind.HtmlError)] = _ => FaultKind.HtmlError(),
        [nameof(FaultKind.Hang)] = _ => FaultKind.Hang(),
        [nameof(FaultKind.SlowDrip)] = _ => FaultKind.SlowDrip(TimeSpan.FromMilliseconds(1)),
        [nameof(FaultKind.Late)] = occasion => FaultKind.Late(occasion.Clock.ToReal(TimeSpan.FromSeconds(occasion.Random.Next(5, 60)))),
        [nameof(FaultKind.Held)] = occasion => FaultKind.Held(occasion.Random.Next(200), occasion.Over),
        [nameof(FaultKind.TruncatedJson)] = _ => FaultKind.TruncatedJson(),
        [nameof(FaultKind.Reset)] = _ => FaultKind.Reset(),
        [nameof(FaultKind.ResetAfter)] = occasion => FaultKind.ResetAfter(occasion.Random.Next(600)),
        [nameof(FaultKind.WiderPermissions)] = _ => FaultKind.WiderPermissions(),
        [nameof(FaultKind.NarrowerPermissions)] = _ => FaultKind.NarrowerPermissions(),
        [nameof(FaultKind.AllRepositories)] = _ => FaultKind.AllRepositories(),
        [nameof(FaultKind.UnsupportedVersion)] = _ => FaultKind.UnsupportedVersion(),
        [nameof(FaultKind.RetiredVersion)] = _ => FaultKind.RetiredVersion(),
        [nameof(FaultKind.RedirectTo)] = _ => FaultKind.RedirectTo(new Uri("http://127.0.0.1:1/")),
        [nameof(FaultKind.IpAllowList)] = _ => FaultKind.IpAllowList("acme"),
    };

    /// <summary>Has GitHub fail until the occasion is over.</summary>
    public void Begin(Pod pod, Occasion occasion) => pod.Fault(On, Kinds[Kind](occasion), int.MaxValue);
}
