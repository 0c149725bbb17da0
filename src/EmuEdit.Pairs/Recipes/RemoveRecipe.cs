namespace EmuEdit.Pairs.Recipes;

/// <summary>An object disappears. It is drawn, found, and drawn over; of its own latents and layout nothing may lead the edited branch.</summary>
internal static class RemoveRecipe
{
    public static GroundedRecipe Recipe { get; } = new("remove", MaskTarget.Foreground) { CrossAttention = new(0.4f, 1) };
}
