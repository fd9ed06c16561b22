using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>One of GitHub's answers that has a meaning of its own, told by status and message: the status alone says too little.</summary>
/// <param name="Status">HTTP's status.</param>
/// <param name="Message">Part of GitHub's message, any case; empty for every message of that status.</param>
/// <param name="ExitCode">How a program ends that cannot get past it.</param>
/// <param name="Advice">What to do, as a sentence.</param>
internal sealed record KnownRefusal(int Status, string Message, ExitCode ExitCode, string Advice)
{
    public bool IsTransient { get; init; }

    public bool IsAboutTheClock { get; init; }

    public bool IsAboutTheVersion { get; init; }

    private const string ClockAdvice = "This machine's clock is wrong and GitHub's answer did not help to correct it: set the clock (NTP).";
    private const string OurBug = "This is a bug of ours, or something between us and GitHub rewrites requests (a proxy?): please report it.";

    /// <summary>In the order in which they are tried; the last of each status is for messages not seen yet.</summary>
    private static readonly KnownRefusal[] Table =
    [
        new(400, "Problems parsing JSON", ExitCode.Bug, OurBug),
        new(400, "version", ExitCode.Refused, "This GitHub does not know our API version: please report it.") { IsAboutTheVersion = true },
        new(401, "A JSON web token could not be decoded", ExitCode.Key,
            "The private key is not one of this App's: compare the logged fingerprint with the App's settings page, and app-id with the App's ID."),
        new(401, "Integration must generate a public key", ExitCode.Key,
            "The App that app-id names has no private key: generate one on its settings page, and check app-id."),
        new(401, "'Expiration time' claim ('exp')", ExitCode.Unavailable, ClockAdvice) { IsAboutTheClock = true, IsTransient = true },
        new(401, "'Issued at' claim ('iat')", ExitCode.Unavailable, ClockAdvice) { IsAboutTheClock = true, IsTransient = true },
        new(401, "Bad credentials", ExitCode.Unavailable, "GitHub does not accept the token that it gave: it was revoked, or GitHub is slow to spread it (githubstatus.com).") { IsTransient = true },
        new(401, "", ExitCode.Refused, "Check that app-id, private-key and api-url belong together."),
        new(403, "suspended", ExitCode.Refused, "Somebody suspended the installation: its owner can lift that under Settings, GitHub Apps."),
        new(403, "IP allow list", ExitCode.Refused, "The organization's IP allow list does not have the address from which this cluster reaches GitHub: add its egress address."),
        new(403, "Resource not accessible by integration", ExitCode.Refused, "The token lacks the permission for this call: ask for it with --permissions, and grant it to the App."),
        new(403, "administrative rules", ExitCode.Bug, OurBug),
        new(403, "", ExitCode.Refused, "Check what the App may do, and which repositories its installation has."),
        new(404, "Integration not found", ExitCode.Configuration, "There is no such App on this GitHub: check app-id and api-url."),
        new(404, "", ExitCode.Refused, "Either it does not exist, or the App has no access to it: check installation-id (or leave it out), the repositories, and where the App is installed."),
        new(408, "", ExitCode.Unavailable, "Try again later.") { IsTransient = true },
        new(410, "", ExitCode.Refused, "GitHub no longer supports our API version: update this program.") { IsAboutTheVersion = true },
        new(422, "at least one repository", ExitCode.Refused, "Add the repository to the installation, or take it out of the list."),
        new(422, "permissions requested", ExitCode.Refused, "Grant the permissions to the App and have the installation's owner accept them, or ask for less."),
    ];

    public static KnownRefusal Of(int status, string message)
        => Table.FirstOrDefault(known => known.Status == status && message.Contains(known.Message, StringComparison.OrdinalIgnoreCase))
           ?? (status >= 500
               ? new(status, "", ExitCode.Unavailable, "GitHub is in trouble (githubstatus.com): try again later.") { IsTransient = true }
               : new(status, "", ExitCode.Refused, "This answer is new to us: please report it."));
}
