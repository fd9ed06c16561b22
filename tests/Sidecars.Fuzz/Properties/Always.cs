using FsCheck;
using FsCheck.Fluent;

namespace Sidecars.Fuzz.Properties;

/// <summary>What holds for everything that can be made, tried with the same things in each run.</summary>
internal static class Always
{
    private const int Tries = 150;

    private static readonly Replay First = new(new Rnd(20261120, 7), null);

    public static void Holds<T>(Gen<T> values, Func<T, bool> promise) => Prop.ForAll(values.ToArbitrary(), promise).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithReplay(First));

    /// <summary>Names as GitHub and Kubernetes allow them.</summary>
    public static Gen<string> Name { get; } = Gen.Elements("acme", "octo", "web", "app", "a", "x1", "tools", "lib-a", "b.c", "very-long-name-with-many-parts");

    /// <summary>Anything that a string can hold but NUL, most of it odd.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
            Gen.Elements("", " ", "\n", "\r\n", "\t", "\"", "\\", "'", "$x", "`", "%0a", "@", ":", "/", "://", "#", ";", "é", "日本", "\uD83D\uDE00", "\u202E", "\u0085", "{", "}", "=", "&", "null", "gh", "Bearer", "-----"),
            Gen.Choose(1, 0x7F).Select(c => $"{(char)c}"),
            Gen.Choose(0xA0, 0x2FFF).Select(c => $"{(char)c}"))
        .ListOf().Select(parts => string.Concat(parts));
}
