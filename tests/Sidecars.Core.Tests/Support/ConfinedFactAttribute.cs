using Sidecars.Linux;

namespace Sidecars.Support;

/// <summary>A fact on kernels with Landlock.</summary>
internal sealed class ConfinedFactAttribute : FactAttribute
{
    public ConfinedFactAttribute() => Skip = Confinement.IsPossible ? null : "This kernel has no Landlock.";
}
