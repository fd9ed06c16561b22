namespace Sidecars.Simulation.GitHub;

/// <summary>A kind of trouble at GitHub: how often, how long, and what it does. What is public about GitHub's incidents says little more than orders of magnitude; these lie on the bad side of them.</summary>
/// <param name="PerYear">How many come on average.</param>
/// <param name="Median">Of their durations, which are log-normal.</param>
/// <param name="Sigma">Of the durations' logarithm.</param>
/// <param name="Longest">None lasts longer.</param>
internal sealed record EpisodeKind(string Name, string What, double PerYear, TimeSpan Median, double Sigma, TimeSpan Longest)
{
    public static readonly EpisodeKind Blip = new("blip", "no connection, or one that is silent", 150, TimeSpan.FromSeconds(25), 0.9, TimeSpan.FromMinutes(3));
    public static readonly EpisodeKind Storm = new("storm of 5xx", "10 to 70 % of all requests get 500, 502, 503 or 504, as JSON or as a page", 40, TimeSpan.FromMinutes(25), 1.0, TimeSpan.FromHours(4));
    public static readonly EpisodeKind Outage = new("outage", "all requests get 503, silence, or no connection", 12, TimeSpan.FromMinutes(45), 1.0, TimeSpan.FromHours(8));
    public static readonly EpisodeKind GitOnly = new("outage of git's side", "git's side answers 503, the API answers", 15, TimeSpan.FromMinutes(30), 0.9, TimeSpan.FromHours(4));
    public static readonly EpisodeKind Slow = new("slow answers", "2 to 14 s for each", 40, TimeSpan.FromMinutes(30), 0.8, TimeSpan.FromHours(3));
    public static readonly EpisodeKind Limited = new("secondary rate limit", "403 for everything of the App's; half of them say for how long", 50, TimeSpan.FromMinutes(4), 0.8, TimeSpan.FromMinutes(30));
    public static readonly EpisodeKind SlowSpread = new("tokens spread slowly", "a new token is refused for 5 to 25 s", 20, TimeSpan.FromMinutes(60), 0.8, TimeSpan.FromHours(6));
    public static readonly EpisodeKind WrongRefusal = new("wrong refusals", "every request with the App's key gets 404 or 401", 4, TimeSpan.FromMinutes(30), 0.5, TimeSpan.FromHours(2));
    public static readonly EpisodeKind SomeRefused = new("some wrong refusals", "2 to 15 % of all requests get 401", 6, TimeSpan.FromHours(2), 0.8, TimeSpan.FromHours(14));

    public static IReadOnlyList<EpisodeKind> All => [Blip, Storm, Outage, GitOnly, Slow, Limited, SlowSpread, WrongRefusal, SomeRefused];
}
