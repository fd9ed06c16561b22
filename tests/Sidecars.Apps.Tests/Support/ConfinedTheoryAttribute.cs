namespace Sidecars.Apps.Support;

/// <summary>A theory on kernels that can confine git: on others, git can be led astray for a moment.</summary>
internal sealed class ConfinedTheoryAttribute : TheoryAttribute
{
    public ConfinedTheoryAttribute() => Skip = Native.CanConfine ? null : "This kernel has no Landlock.";
}
