namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Removes an object: generates it, finds it, and paints over it. The edited branch must not follow the object's own latents and layout.
/// </summary>
internal static class RemoveRecipe
{
    public static GroundedRecipe Recipe { get; } = new("remove", MaskTarget.Foreground) { CrossAttention = new(0.4f, 1) };
}
