namespace Sidecars.Retry;

/// <summary>A point in time by two clocks: the wall clock may be set, and the machine's own is lost when it restarts. Whichever comes first counts.</summary>
/// <param name="SinceBoot">By <see cref="TimeProvider.GetTimestamp"/>, which counts time in suspend here.</param>
/// <param name="Wall">By the wall clock; null where that one does not count.</param>
public readonly record struct Moment(TimeSpan SinceBoot, DateTimeOffset? Wall)
{
    public static Moment Now(TimeProvider time) => new(time.GetElapsedTime(0), time.GetUtcNow());

    public Moment After(TimeSpan span) => new(SinceBoot + span, Wall + span);

    public bool HasCome(TimeProvider time) => Left(time) <= TimeSpan.Zero;

    /// <summary>How long it is until then; negative when it is past.</summary>
    public TimeSpan Left(TimeProvider time)
    {
        var now = Now(time);
        var byMachine = SinceBoot - now.SinceBoot;
        return Wall - now.Wall is { } byWall && byWall < byMachine ? byWall : byMachine;
    }

    public static Moment Earlier(Moment one, Moment other) => one.SinceBoot <= other.SinceBoot ? one : other;
}
