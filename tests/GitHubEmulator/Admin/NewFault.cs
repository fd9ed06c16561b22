using GitHubEmulator.Http;

namespace GitHubEmulator.Admin;

/// <summary>A fault as JSON; which of the other members matter depends on <paramref name="Kind"/>. Times are in seconds.</summary>
internal sealed record NewFault(
    FaultName Kind,
    Operation On = Operation.Any,
    int Times = 1,
    bool UntilCleared = false,
    int? Status = null,
    string? Message = null,
    double? RetryAfter = null,
    bool RetryAfterAsDate = false,
    double? ResetIn = null,
    double? Delay = null,
    int? Bytes = null,
    Uri? Location = null,
    string? Organization = null)
{
    public Fault ToFault() => new()
    {
        On = On,
        Times = UntilCleared ? int.MaxValue : Times > 0 ? Times : throw Missing("times above 0"),
        Kind = ToKind(),
    };

    private FaultKind ToKind() => Kind switch
    {
        FaultName.Answer => FaultKind.Answer(Status ?? throw Missing("status"), Message ?? throw Missing("message")),
        FaultName.RateLimited => FaultKind.RateLimited(Span(RetryAfter), RetryAfterAsDate),
        FaultName.PrimaryLimit => FaultKind.PrimaryLimit(Span(ResetIn) ?? throw Missing("reset_in"), Status ?? StatusCodes.Status403Forbidden),
        FaultName.SecondaryLimit => FaultKind.SecondaryLimit(Status ?? StatusCodes.Status403Forbidden, Span(RetryAfter)),
        FaultName.HtmlError => FaultKind.HtmlError(Status ?? StatusCodes.Status502BadGateway),
        FaultName.Hang => FaultKind.Hang(),
        FaultName.SlowDrip => FaultKind.SlowDrip(Span(Delay) ?? throw Missing("delay")),
        FaultName.Late => FaultKind.Late(Span(Delay) ?? throw Missing("delay")),
        FaultName.TruncatedJson => FaultKind.TruncatedJson(),
        FaultName.Reset => FaultKind.Reset(),
        FaultName.ResetAfter => FaultKind.ResetAfter(Bytes ?? throw Missing("bytes")),
        FaultName.WiderPermissions => FaultKind.WiderPermissions(),
        FaultName.NarrowerPermissions => FaultKind.NarrowerPermissions(),
        FaultName.AllRepositories => FaultKind.AllRepositories(),
        FaultName.UnsupportedVersion => FaultKind.UnsupportedVersion(),
        FaultName.RetiredVersion => FaultKind.RetiredVersion(),
        FaultName.RedirectTo => FaultKind.RedirectTo(Location ?? throw Missing("location"), Status ?? StatusCodes.Status301MovedPermanently),
        FaultName.IpAllowList => FaultKind.IpAllowList(Organization ?? throw Missing("organization")),
        _ => throw Missing("a known kind"),
    };

    private static TimeSpan? Span(double? seconds) => seconds is null ? null : TimeSpan.FromSeconds(seconds.Value);

    private static Refusal Missing(string what) => new(StatusCodes.Status400BadRequest, $"This fault needs {what}.");
}
