using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>Gives a target its corpus and what can be made of it, and looks at each input whether anything is wrong.</summary>
internal sealed class Fuzzer(Target target, long inputs, int seed, Witness witness)
{
    /// <summary>One input is read in milliseconds; a machine that is busy takes longer.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(1);

    /// <summary>Then it is not slow any more, but does not end.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>As that of the threads on which the programs run.</summary>
    private const int StackBytes = 1536 * 1024;

    private const int MostFindings = 5;

    /// <summary>So much of a secret in a sentence is no chance.</summary>
    private const int TellingLength = 24;

    private const int ShortInput = 4096;

    private readonly Outcome _outcome = new(target);
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private byte[] _current = [];
    private long _since;

    public Outcome Run()
    {
        ExceptionDispatchInfo? failure = null;
        var worker = new Thread(() =>
        {
            try
            {
                RunAll();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }, StackBytes) { IsBackground = true };
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        worker.Start();
        while (!worker.Join(BetweenLooks))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > Hang)
            {
                Add($"It is not done after {Hang.TotalSeconds:0} s.", _current, "hang");
                return _outcome;
            }
        }

        failure?.Throw();
        return _outcome;
    }

    private void RunAll()
    {
        var seeds = Corpus.Of(target);
        if (seeds.Count == 0)
        {
            throw new InvalidOperationException($"{Corpus.DirectoryOf(target.Name)} has no seeds.");
        }

        // What is compiled and made at the first call belongs to no input.
        Try(seeds[0], out _, out _, out _);
        foreach (var input in seeds)
        {
            Check(input);
            _outcome.Seeds++;
        }

        var mutator = new Mutator(seeds, target.Longest, new Random(unchecked(seed * 31 + StableHash(target.Name))));
        while (_outcome.Inputs < inputs && _outcome.Findings.Count < MostFindings)
        {
            Check(mutator.Next());
        }
    }

    private void Check(byte[] input)
    {
        _outcome.Inputs++;
        var problem = Try(input, out var isAccepted, out var time, out var bytes);
        for (var again = 0; again < 2 && problem is null && (time > LongestTime || bytes > MostBytes(input)); again++)
        {
            // The machine may have been busy, and a buffer is made only once.
            problem = Try(input, out isAccepted, out var nextTime, out var nextBytes);
            (time, bytes) = (nextTime < time ? nextTime : time, Math.Min(bytes, nextBytes));
        }

        _outcome.Accepted += isAccepted ? 1 : 0;
        _outcome.Refused += isAccepted ? 0 : 1;
        problem ??= time > LongestTime ? ($"It took {time.TotalSeconds:0.0} s.", "slow")
            : bytes > MostBytes(input) ? ($"{bytes:N0} bytes were allocated for {input.Length:N0}.", "large")
            : null;
        if (problem is var (what, place))
        {
            Add(what, input, place);
        }

        if (time > _outcome.Slowest)
        {
            (_outcome.Slowest, _outcome.SlowestLength) = (time, input.Length);
        }

        if (input.Length >= ShortInput)
        {
            _outcome.MostBytesPerByte = Math.Max(_outcome.MostBytesPerByte, (double)bytes / input.Length);
        }
    }

    private long MostBytes(byte[] input) => target.FixedBytes + (target.BytesPerByte * input.Length);

    private (string What, string Place)? Try(byte[] bytes, out bool isAccepted, out TimeSpan time, out long allocated)
    {
        witness.Note(target, bytes);
        _current = bytes;
        var input = new Input(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _since, start);
        Exception? refusal = null;
        isAccepted = false;
        try
        {
            isAccepted = target.Run(input);
        }
        catch (Exception e)
        {
            refusal = e;
        }

        time = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return refusal is null ? null
            : refusal is BrokenPromiseException ? (refusal.Message, $"promise {refusal.Message}")
            : !target.Documents(refusal) ? ($"{refusal.GetType().Name}: {refusal.Message}\n{refusal.StackTrace}", PlaceOf(refusal))
            : target.IsSecret && Quotes(refusal, input.Text) is { } quoted ? ($"Its sentence quotes {TellingLength} characters of a secret: {quoted}", $"quote {PlaceOf(refusal)}")
            : null;
    }

    /// <summary>The messages of the causes, too: at the log's lowest level they are written.</summary>
    private static string? Quotes(Exception e, string secret)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            for (var i = 0; i + TellingLength <= cause.Message.Length; i++)
            {
                if (secret.AsSpan().IndexOf(cause.Message.AsSpan(i, TellingLength), StringComparison.Ordinal) >= 0)
                {
                    return cause.Message;
                }
            }
        }

        return null;
    }

    /// <summary>Many inputs find the same.</summary>
    private void Add(string what, byte[] input, string place)
    {
        if (!_places.Add(place))
        {
            return;
        }

        var file = Path.Combine(Path.GetDirectoryName(Witness.File)!, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(file, input);
        File.WriteAllText($"{file}.txt", $"{what}\n");
        _outcome.Findings.Add(new(what, file, input));
    }

    private static string PlaceOf(Exception e) => $"{e.GetType()} {(e.StackTrace ?? "").Split('\n').FirstOrDefault(frame => frame.Contains("at Sidecars.", StringComparison.Ordinal))}";

    /// <summary>A string's own hash is another one in each process.</summary>
    private static int StableHash(string text) => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
